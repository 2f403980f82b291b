package io.ringfence.ban;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Things by their number and by their names. Read by any thread, written by one at a time. */
final class Register<T> {
  private final Slots<T> byId = new Slots<>();
  private final Map<String, T> byName = new ConcurrentHashMap<>();
  private final Function<T, List<String>> names;

  Register(Function<T, List<String>> names) {
    this.names = names;
  }

  T get(int id) {
    return byId.get(id);
  }

  T get(String name) {
    return byName.get(name);
  }

  int count() {
    return byId.count();
  }

  void forEach(Consumer<T> action) {
    byId.forEach(action);
  }

  /** Puts a thing there, or null to remove it. */
  void set(int id, T thing) {
    T before = byId.set(id, thing);
    List<String> now = thing == null ? List.of() : names.apply(thing);
    for (String name : now) {
      byName.put(name, thing);
    }
    if (before != null) {
      for (String name : names.apply(before)) {
        if (!now.contains(name)) {
          // Only if it is still this one's: another may have taken the name over.
          byName.remove(name, before);
        }
      }
    }
  }
}
