package io.ringfence.call;

import io.ringfence.telnyx.RejectMarker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * A header on what the gateway forwards. What comes in with it was forwarded by one of its own
 * nodes before, whatever names and proxies it went by. Another gateway before or behind this one
 * has a mark of its own and is no loop.
 */
final class LoopMark {
  private static final CharSequence HEADER = HttpHeaders.createOptimized("ringfence-via");

  private final List<String> marks;

  /**
   * @param markers of all nodes of a database alike; the first is set, all are known
   */
  LoopMark(List<RejectMarker> markers) {
    this.marks = markers.stream().map(marker -> marker.clientState("", "via")).toList();
  }

  boolean isOn(MultiMap headers) {
    return headers.contains(HEADER) && headers.getAll(HEADER).stream().anyMatch(marks::contains);
  }

  void putOn(MultiMap headers) {
    headers.add(HEADER, marks.get(0));
  }
}
