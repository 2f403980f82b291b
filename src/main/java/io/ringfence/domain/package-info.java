/**
 * The words of the design as types, one word per thing. A value that exists is valid: raw strings
 * stop at the door. Imports the JDK and nothing else, so that every room can speak it.
 */
package io.ringfence.domain;
