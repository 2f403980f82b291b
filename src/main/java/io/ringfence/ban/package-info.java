/**
 * The index and the policy: who is banned, held complete in memory, and the ladder of steps that
 * decides a call. Imports no Vert.x, no SQL, no vendor.
 */
package io.ringfence.ban;
