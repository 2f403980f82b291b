/** The operator's listener: metrics, health, the nodes. */
package io.ringfence.ops;
