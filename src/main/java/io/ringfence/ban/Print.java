package io.ringfence.ban;

/** 128 bits that stand for a value; equal for equal values under one {@link PrintKey} only. */
record Print(long first, long second) {}
