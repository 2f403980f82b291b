/**
 * TLS on a listener: the certificate from its two files, put in force at the start and again when
 * the files change, while connections live. One room, so that edge, API and ops do it alike; it
 * knows no requests and imports no listener.
 */
package io.ringfence.tls;
