/**
 * What a telephone number is: raw text of a caller or of a ban in, a {@link
 * io.ringfence.domain.CallerId} out. The only room that knows libphonenumber; imports no Vert.x.
 */
package io.ringfence.number;
