/**
 * Where files lie: local folders and object stores. What an object store does not do as a disk does
 * (folders, renames) is answered where it matters; here is how it is reached.
 */
package io.smsreports.storage;
