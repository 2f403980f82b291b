/**
 * The public listener: webhooks in, answers out. No router and no body handler: two paths do not
 * need them.
 */
package io.ringfence.edge;
