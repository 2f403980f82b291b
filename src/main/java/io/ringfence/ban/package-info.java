/**
 * The index and the policy: who is banned, held complete in memory, and the ladder of steps that
 * decides a call. Imports no Vert.x, no SQL, no vendor.
 *
 * <p>Why an index of its own, where a map would do. What it is for is memory, not speed: ten
 * million bans, a fifth of them with an end, take 18.7 bytes of heap each, where a {@code
 * ConcurrentHashMap} takes 103.6 and Caffeine 135.6; so a node with such a list fits where the
 * application beside it already runs, and a collector has some fifty thousand arrays to look at
 * instead of tens of millions of objects. It answers as fast as the maps do, not faster: in one run
 * a hit and a miss took 149 and 122 ns, 185 and 127 in the {@code ConcurrentHashMap}, 177 and 94 in
 * Caffeine. A look-up allocates nothing, neither waits for a writer nor makes one wait, and the
 * arrays are what the snapshot file holds, byte for byte.
 *
 * <p>Those figures are of the run that the README's table shows, on two processors of a shared
 * machine. {@code mvn -Pbench -DskipTests verify -Dbench=decide,memory} measures them again.
 */
package io.ringfence.ban;
