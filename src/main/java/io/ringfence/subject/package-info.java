/**
 * What an entry is about, telephone numbers apart: an address, an e-mail, a domain, a visitor id, a
 * country. Text that a person or a backend wrote in, the key that it is looked up by out, or the
 * sentence that says why there is none and which form would do. Entries and checks are read by the
 * same functions, so that a ban on any spelling meets a visitor with any other. Imports no Vert.x;
 * the only room that knows ICU and the public suffix list.
 */
package io.ringfence.subject;
