package io.ringfence.call;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;

/** On which line somebody came, who it is, and what becomes of it. */
record Judged(Routes.Route route, CallerId caller, Decision decision) {}
