// SPDX-License-Identifier: Apache-2.0
// Preloaded into servers that offer no way to choose their address: what they bind to every interface is bound to the
// loopback instead, so that nothing outside the machine reaches a test's server.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

typedef int (*bind_function)(int, const struct sockaddr*, socklen_t);

static int bind_ipv4(bind_function real, int socket, struct sockaddr_in address) {
  if (address.sin_addr.s_addr == htonl(INADDR_ANY)) address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return real(socket, (const struct sockaddr*)&address, sizeof address);
}

// Java listens on IPv6 sockets that serve IPv4 too; its clients connect to 127.0.0.1.
static int bind_ipv6(bind_function real, int socket, struct sockaddr_in6 address) {
  if (IN6_IS_ADDR_UNSPECIFIED(&address.sin6_addr)) inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr);
  return real(socket, (const struct sockaddr*)&address, sizeof address);
}

int bind(int socket, const struct sockaddr* address, socklen_t length) {
  const bind_function real = (bind_function)dlsym(RTLD_NEXT, "bind");
  if (address->sa_family == AF_INET && length >= sizeof(struct sockaddr_in))
    return bind_ipv4(real, socket, *(const struct sockaddr_in*)address);
  if (address->sa_family == AF_INET6 && length >= sizeof(struct sockaddr_in6))
    return bind_ipv6(real, socket, *(const struct sockaddr_in6*)address);
  return real(socket, address, length);
}
