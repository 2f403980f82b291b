/**
 * Why a decision is as it is, and what would change it: the ladders of {@code ban}, run again over
 * the few entries that hold one caller or sender, as they stand or as they once stood. Decides
 * nothing itself, and knows neither the database nor HTTP.
 */
package io.ringfence.explain;
