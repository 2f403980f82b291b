/** The operator's listener: metrics, health, the nodes, the brake. */
package io.ringfence.ops;
