package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.openapi.contract.Operation;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten thousand requests that the contract forbids at each of its operations. An operation that
 * joins the file is tried too.
 */
final class MalformedOperationsIT {
  private static final int REQUESTS = 10_000;
  private static final int AT_ONCE = 16;
  private static final long SEED = 20261121;

  private static TestApi api;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.load();
    client =
        api.store.vertx.createHttpClient(
            new HttpClientOptions().setDefaultPort(api.port()).setDefaultHost("127.0.0.1"),
            new PoolOptions().setHttp1MaxSize(AT_ONCE));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static Stream<String> operations() {
    return TestStore.await(Contract.load(api.store.vertx)).openapi().operations().stream()
        .filter(operation -> !operation.getOpenAPIPath().equals("/openapi.yaml"))
        // It takes whatever is sent along.
        .filter(operation -> !operation.getOpenAPIModel().containsKey("x-any-query"))
        .map(Operation::getOperationId);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void eachIsRefusedAndNothingWritten(String id) throws Exception {
    Operation operation = api.contract.openapi().operation(id);
    String path = new Walk(api).path(operation);
    api.load();
    String before = api.written();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    Set<Integer> statuses = ConcurrentHashMap.newKeySet();

    Malformation malformation = new Malformation(new Random(SEED), operation, path);
    AtomicInteger left = new AtomicInteger(REQUESTS);
    List<Future<Void>> senders =
        Stream.generate(() -> begin(malformation, left, statuses, wrong)).limit(AT_ONCE).toList();
    Future.all(senders).toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);

    assertEquals(List.of(), wrong.stream().limit(5).toList());
    assertTrue(left.get() <= 0);
    assertTrue(statuses.containsAll(Set.of(401, 422)), statuses.toString());
    assertEquals(before, api.written());
  }

  /** From an event loop: to another thread an answer may have passed before it is looked at. */
  private static Future<Void> begin(
      Malformation malformation, AtomicInteger left, Set<Integer> statuses, Queue<String> wrong) {
    Promise<Void> done = Promise.promise();
    api.store.vertx.runOnContext(now -> send(malformation, left, statuses, wrong).onComplete(done));
    return done.future();
  }

  private static Future<Void> send(
      Malformation malformation, AtomicInteger left, Set<Integer> statuses, Queue<String> wrong) {
    if (left.getAndDecrement() <= 0) {
      return Future.succeededFuture();
    }
    Malformation.Request request;
    synchronized (malformation) {
      request = malformation.next();
    }
    return status(request)
        .onSuccess(
            status -> {
              statuses.add(status);
              if (status < 400 || status >= 500) {
                wrong.add(status + " to " + request);
              }
            })
        .compose(answered -> send(malformation, left, statuses, wrong));
  }

  private static Future<Integer> status(Malformation.Request asked) {
    return client
        .request(HttpMethod.valueOf(asked.method()), asked.target())
        .compose(
            request -> {
              asked.headers().forEach(request::putHeader);
              return asked.body() == null
                  ? request.send()
                  : request.send(Buffer.buffer(asked.body()));
            })
        .compose(response -> response.body().map(body -> response.statusCode()));
  }
}
