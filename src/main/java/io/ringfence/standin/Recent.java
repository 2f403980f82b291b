package io.ringfence.standin;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a stand-in knows of calls, the newest only. Safe from any thread. */
final class Recent<V> {
  private static final int KEPT = 10_000;

  private final Map<String, V> newest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
          return size() > KEPT;
        }
      };

  synchronized V get(String callControlId) {
    return newest.get(callControlId);
  }

  synchronized void put(String callControlId, V value) {
    newest.put(callControlId, value);
  }
}
