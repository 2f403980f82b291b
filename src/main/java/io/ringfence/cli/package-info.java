/**
 * The command line: every subcommand, its options and its exit codes. Starting a gateway is handed
 * in from above.
 */
package io.ringfence.cli;
