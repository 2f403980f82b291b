package io.ringfence.doctor;

import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.WebhookSettings;
import java.util.ArrayList;
import java.util.List;

/** What is to be thought of an application at Telnyx whose webhooks come to a gateway. */
final class ApplicationJudgement {
  private static final String NAME = "telnyx_application";

  private final CallControlApplication application;
  private final List<Finding> findings = new ArrayList<>();

  ApplicationJudgement(CallControlApplication application) {
    this.application = application;
  }

  List<Finding> findings() {
    WebhookSettings webhooks = application.webhooks();
    if (webhooks.timeoutSecs() != null
        && webhooks.timeoutSecs() < WebhookSettings.LEAST_TIMEOUT_SECS) {
      findings.add(
          Finding.fail(
              NAME,
              told("waits " + webhooks.timeoutSecs() + " s for an answer"),
              "Rejecting takes up to 1.5 s: leave the time-out at 2 s or more."));
    }
    note(
        webhooks.failoverUrl() == null || webhooks.failoverUrl().isBlank(),
        "has no failover address",
        "While no gateway answers, calls ring into nothing: set your application's own address, or"
            + " another node's.");
    note(
        !"2".equals(webhooks.apiVersion()),
        "sends webhooks of version 1",
        "Ringfence reads both; set version 2 if your application does too.");
    note(
        application.anyoneMayCall(),
        "takes SIP calls from anyone",
        "Such a caller chooses the number that is judged: set sip_subdomain_receive_settings to"
            + " only_my_connections.");
    note(
        !application.attestation(),
        "does not pass on STIR/SHAKEN",
        "Policies on attestation have nothing to go by: turn shaken_stir_enabled on.");
    note(!application.active(), "is not active", "No call comes: activate it.");
    if (findings.isEmpty()) {
      findings.add(Finding.ok(NAME, told("is set as it should be")));
    }
    return findings;
  }

  private void note(boolean ill, String what, String whatToDo) {
    if (ill) {
      findings.add(Finding.warn(NAME, told(what), whatToDo));
    }
  }

  private String told(String what) {
    return application.id() + " (" + application.name() + ") " + what;
  }
}
