package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one parameter of an operation as the type that the contract gives it. */
final class ParameterCheck {
  /** What fits a long for certain. */
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private final Parameter parameter;
  private final Object otherwise;
  private final SchemaCheck schema;

  ParameterCheck(Parameter parameter, SchemaChecks schemas) {
    this.parameter = parameter;
    this.otherwise = wide(parameter.getSchema().get("default"));
    this.schema = schemas.of(parameter.getSchema());
  }

  String name() {
    return parameter.getName();
  }

  /** The value, its default, or null; what is wrong with it is added to the faults. */
  Object read(RoutingContext context, MultiMap query, List<Fault> faults) {
    String given = given(context, query, faults);
    if (given == null) {
      return otherwise;
    }
    Object value = typed(given);
    List<Fault> found =
        Storable.isText(given)
            ? schema.faults(value, pointer())
            : List.of(new Fault(pointer(), "holds a character that cannot be used"));
    if (!found.isEmpty() && parameter.getIn() == Location.PATH) {
      throw new Refusal(Problem.notFound("There is nothing at this path."));
    }
    faults.addAll(found);
    return value;
  }

  private String given(RoutingContext context, MultiMap query, List<Fault> faults) {
    return switch (parameter.getIn()) {
      case PATH -> context.pathParam(name());
      case HEADER -> context.request().getHeader(name());
      case QUERY -> once(query.getAll(name()), faults);
      case COOKIE -> throw new IllegalStateException("no operation reads cookies");
    };
  }

  private String once(List<String> given, List<Fault> faults) {
    if (given.size() > 1) {
      faults.add(new Fault(pointer(), "is given more than once"));
      return null;
    }
    return given.isEmpty() ? null : given.get(0);
  }

  /** What cannot be read stays text, which the schema then refuses. */
  private Object typed(String given) {
    SchemaType type = parameter.getSchemaType();
    if (type == SchemaType.INTEGER && WHOLE.matcher(given).matches()) {
      return Long.valueOf(given);
    }
    if (type == SchemaType.BOOLEAN && (given.equals("true") || given.equals("false"))) {
      return Boolean.valueOf(given);
    }
    return given;
  }

  private String pointer() {
    return "/" + parameter.getIn().name().toLowerCase(Locale.ROOT) + Storable.step(name());
  }

  private static Object wide(Object value) {
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }
}
