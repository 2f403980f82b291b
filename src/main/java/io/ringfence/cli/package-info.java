/** The command line. */
package io.ringfence.cli;
