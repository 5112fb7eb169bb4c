/**
 * What people and their tools see of a job: the application master's page and its JSON, on Hadoop's
 * web server, for requests that come through the ResourceManager's proxy.
 */
package io.samzakeeper.am.web;
