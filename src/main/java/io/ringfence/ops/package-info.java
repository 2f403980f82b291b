/** The operator's listener: metrics, health. */
package io.ringfence.ops;
