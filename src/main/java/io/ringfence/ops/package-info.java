/** The operator's listener: metrics, health, the nodes, the brake, reload. */
package io.ringfence.ops;
