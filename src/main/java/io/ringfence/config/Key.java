package io.ringfence.config;

import java.util.Locale;

/** Every configuration key there is. What it does stands in {@code config/ringfence.yaml}. */
enum Key {
  EDGE_HOST("edge.host", "0.0.0.0"),
  EDGE_PORT("edge.port", "8080"),
  EDGE_TLS_CERT("edge.tls.cert", Kind.TEXT),
  EDGE_TLS_KEY("edge.tls.key", Kind.TEXT),
  API_HOST("api.host", "127.0.0.1"),
  API_PORT("api.port", "8081"),
  API_TLS_CERT("api.tls.cert", Kind.TEXT),
  API_TLS_KEY("api.tls.key", Kind.TEXT),
  API_RATE_LIMIT_REQUESTS_PER_SECOND("api.rate_limit.requests_per_second", "100"),
  API_RATE_LIMIT_BURST("api.rate_limit.burst", "1000"),
  API_RATE_LIMIT_WRONG_KEYS_PER_SECOND("api.rate_limit.wrong_keys_per_second", "10"),
  API_RATE_LIMIT_WRONG_KEYS_BURST("api.rate_limit.wrong_keys_burst", "100"),
  API_TRUSTED_PROXIES("api.trusted_proxies", Kind.LIST),
  OPS_HOST("ops.host", "127.0.0.1"),
  OPS_PORT("ops.port", "9090"),
  OPS_TLS_CERT("ops.tls.cert", Kind.TEXT),
  OPS_TLS_KEY("ops.tls.key", Kind.TEXT),
  OPS_TOKEN("ops.token", Kind.SECRET),
  DATABASE_URL("database.url", Kind.SECRET),
  DATABASE_FOLLOW_URL("database.follow_url", Kind.SECRET),
  DATABASE_EMBEDDED("database.embedded", "auto"),
  DATA_DIR("data.dir", "data"),
  DATA_SNAPSHOT_INTERVAL("data.snapshot_interval", "5m"),
  SECRETS_KEY("secrets.key", Kind.SECRET),
  SECRETS_PREVIOUS_KEY("secrets.previous_key", Kind.SECRET),
  BOOTSTRAP_KEY("bootstrap.key", Kind.SECRET),
  TELNYX_PUBLIC_KEYS("telnyx.public_keys", Kind.LIST),
  TELNYX_API_KEY("telnyx.api_key", Kind.SECRET),
  TELNYX_API_URL("telnyx.api_url", "https://api.telnyx.com/v2"),
  TEXML_SIGNATURE("texml.signature", "require"),
  UPSTREAM_URL("upstream.url", Kind.TEXT),
  UPSTREAM_CONNECT_TIMEOUT("upstream.connect_timeout", "1s"),
  UPSTREAM_TIMEOUT("upstream.timeout", "30s"),
  UPSTREAM_CONNECTIONS("upstream.connections", "256"),
  UPSTREAM_ALLOW_PRIVATE("upstream.allow_private", "false"),
  REJECT_CAUSE("reject.cause", Kind.TEXT),
  DEFAULT_REGION("default_region", Kind.TEXT),
  OBSERVE("observe", "false"),
  WHEN_UNLOADED("when_unloaded", "forward"),
  UNLOADED_GRACE("unloaded_grace", "30s"),
  RECORDS_SPOOL_MB("records.spool_mb", "256"),
  RECORDS_KEEP_DAYS("records.keep_days", "400"),
  NODE_NAME("node.name", Kind.TEXT);

  private enum Kind {
    TEXT,
    LIST,
    SECRET
  }

  private final String path;
  private final Kind kind;
  private final String standard;

  Key(String path, String standard) {
    this(path, Kind.TEXT, standard);
  }

  Key(String path, Kind kind) {
    this(path, kind, null);
  }

  Key(String path, Kind kind, String standard) {
    this.path = path;
    this.kind = kind;
    this.standard = standard;
  }

  /** As written in the file: {@code edge.port}. */
  String path() {
    return path;
  }

  /** As written in the environment: {@code RINGFENCE_EDGE_PORT}. */
  String variable() {
    return "RINGFENCE_" + path.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The variable that names a file holding the value; secrets have one. */
  String fileVariable() {
    return variable() + "_FILE";
  }

  /** What holds when nobody sets it, or null. */
  String standard() {
    return standard;
  }

  boolean secret() {
    return kind == Kind.SECRET;
  }

  boolean list() {
    return kind == Kind.LIST;
  }
}
