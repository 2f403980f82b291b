/**
 * Stand-ins for what is outside, that behave and misbehave as the real ones do: Telnyx and a voice
 * application. The demonstration, the simulation and the tests use the same ones.
 */
package io.ringfence.standin;
