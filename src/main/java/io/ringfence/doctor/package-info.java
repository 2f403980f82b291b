/**
 * Looks at everything a gateway stands on, beside one that runs or without one, and says what to
 * do. Reads only: it must not write to the database, to Telnyx or to a voice application.
 */
package io.ringfence.doctor;
