/**
 * The vendor's words: signatures, events and commands of Telnyx. Nothing above this room knows how
 * Telnyx spells a thing.
 */
package io.ringfence.telnyx;
