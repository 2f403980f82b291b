package io.ringfence.doctor;

import io.vertx.core.Future;
import java.util.List;

/** Looks at one thing that a gateway stands on, and changes nothing. */
public interface Check {
  /** What is said where it cannot look. */
  String name();

  /** May fail, and take its time: both become a finding. */
  Future<List<Finding>> look();
}
