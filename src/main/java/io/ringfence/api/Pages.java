package io.ringfence.api;

import io.ringfence.store.RecordPage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A page of a list: one more is asked for than is shown, which tells whether there is a next. */
final class Pages {
  private Pages() {}

  static <T> Answer of(
      List<T> found,
      int limit,
      PageCursor cursor,
      ToLongFunction<T> id,
      Function<T, JsonObject> json) {
    boolean more = found.size() > limit;
    List<T> shown = more ? found.subList(0, limit) : found;
    JsonArray data = new JsonArray();
    shown.forEach(one -> data.add(json.apply(one)));
    String next = more ? cursor.after(id.applyAsLong(shown.get(limit - 1))) : null;
    return Answer.json(200, new JsonObject().put("data", data).put("next", next));
  }

  /** Of a list that goes by time. */
  static <T> Answer of(RecordPage<T> page, PageCursor cursor, Function<T, JsonObject> json) {
    JsonArray data = new JsonArray();
    page.rows().forEach(one -> data.add(json.apply(one)));
    String next = page.next() == null ? null : cursor.after(page.next());
    return Answer.json(200, new JsonObject().put("data", data).put("next", next));
  }
}
