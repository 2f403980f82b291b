package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "organisation",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Organisations, with an operator's key: add, list, show, change, remove.",
    subcommands = {
      OrganisationCommand.Add.class,
      OrganisationCommand.ListAll.class,
      OrganisationCommand.Show.class,
      OrganisationCommand.Change.class,
      OrganisationCommand.Remove.class
    })
final class OrganisationCommand implements Runnable {
  private static final String PATH = "/v1/organisations";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, list, show, change or remove");
  }

  private static String path(String organisation) {
    return PATH + "/" + ApiClient.encoded(organisation);
  }

  /** What all of them take. */
  static final class Common {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private ApiOptions api;

    @Option(names = "--json", description = "print the API's answer")
    private boolean json;

    private void print(String outcome, JsonObject organisation) {
      out().println(json ? organisation.encodePrettily() : outcome + sentence(organisation));
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }

    private static String sentence(JsonObject one) {
      return one.getString("slug")
          + "  "
          + one.getString("id")
          + "  "
          + one.getString("name")
          + (Boolean.TRUE.equals(one.getBoolean("observe")) ? "  (observed only)" : "");
    }
  }

  /** What can be set; what is not given stays as it is. */
  static final class Members {
    @Option(names = "--slug", description = "readable and unique: small letters, digits, dashes")
    private String slug;

    @Option(
        names = "--region",
        paramLabel = "REGION",
        description = "where numbers without a country code are, such as US, GB, DE")
    private String region;

    @Option(
        names = "--observe",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "true|false",
        description = "reject nothing, note what would have been rejected")
    private Boolean observe;

    private JsonObject body(String name) {
      JsonObject body = new JsonObject();
      put(body, "name", name);
      put(body, "slug", slug);
      put(body, "default_region", region);
      put(body, "observe", observe);
      return body;
    }

    private static void put(JsonObject body, String name, Object value) {
      if (value != null) {
        body.put(name, value);
      }
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Make an organisation. It has no key yet: see the command key.")
  static final class Add implements Callable<Integer> {
    @Mixin private Common common;
    @Mixin private Members members;

    @Parameters(paramLabel = "NAME", description = "to be shown")
    private String name;

    @Override
    public Integer call() {
      try (ApiClient client = common.api.client()) {
        common.print("created: ", client.post(PATH, members.body(name)));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Every organisation, newest first: slug, id, name.")
  static final class ListAll implements Callable<Integer> {
    @Mixin private Common common;

    @Option(
        names = "--search",
        paramLabel = "TEXT",
        description = "only those with this text in name, slug or id")
    private String search;

    @Override
    public Integer call() {
      String filter = search == null ? "" : "?q=" + ApiClient.encoded(search);
      try (ApiClient client = common.api.client()) {
        List<JsonObject> all = client.all(PATH + filter);
        if (common.json) {
          common.out().println(new JsonArray(all).encodePrettily());
        } else {
          all.forEach(one -> common.out().println(Common.sentence(one)));
        }
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "One organisation.")
  static final class Show implements Callable<Integer> {
    @Mixin private Common common;

    @Parameters(paramLabel = "ORGANISATION", description = "its slug or id")
    private String organisation;

    @Override
    public Integer call() {
      try (ApiClient client = common.api.client()) {
        JsonObject one = client.get(path(organisation));
        common.out().println(common.json ? one.encodePrettily() : lines(one));
        return ExitCode.OK;
      }
    }

    private static String lines(JsonObject one) {
      StringBuilder lines = new StringBuilder();
      one.forEach(
          member -> {
            Object value = member.getValue() == null ? "-" : member.getValue();
            lines.append(String.format("%-16s%s%n", member.getKey(), value));
          });
      return lines.toString().stripTrailing();
    }
  }

  @Command(
      name = "change",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Change what is given and leave the rest.")
  static final class Change implements Callable<Integer> {
    @Mixin private Common common;
    @Mixin private Members members;

    @Parameters(paramLabel = "ORGANISATION", description = "its slug or id")
    private String organisation;

    @Option(names = "--name", description = "to be shown")
    private String name;

    @Override
    public Integer call() {
      try (ApiClient client = common.api.client()) {
        common.print("changed: ", client.patch(path(organisation), members.body(name)));
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "Delete an organisation: its lines and accounts go, its keys are revoked, its entries "
              + "lifted. Its history stays in the database.")
  static final class Remove implements Callable<Integer> {
    @Mixin private Common common;

    @Parameters(paramLabel = "ORGANISATION", description = "its slug or id")
    private String organisation;

    @Option(names = "--confirm", description = "also if it has lines or entries that stand")
    private boolean confirm;

    @Override
    public Integer call() {
      try (ApiClient client = common.api.client()) {
        JsonObject one = client.get(path(organisation));
        client.delete(path(one.getString("id")) + (confirm ? "?confirm=delete" : ""));
        common.print("deleted: ", one);
        return ExitCode.OK;
      }
    }
  }
}
