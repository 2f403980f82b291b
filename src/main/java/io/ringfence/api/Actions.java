package io.ringfence.api;

import java.util.Map;

/** Some operations of the contract that belong together. */
interface Actions {
  /** Adds each under its operation id. */
  void addTo(Map<String, Action> actions);
}
