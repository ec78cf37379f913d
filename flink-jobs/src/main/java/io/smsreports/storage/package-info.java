/**
 * Where files lie: local folders and object stores, read and replaced in the same way. What an
 * object store does not do as a disk does (folders, renames) is handled here or where it matters.
 */
package io.smsreports.storage;
