package io.samzakeeper.am.web;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.http.FilterContainer;
import org.apache.hadoop.yarn.server.webproxy.amfilter.AmFilterInitializer;

/**
 * Puts YARN's own filter before every page: who does not come from the ResourceManager's proxy is
 * sent there. YARN's initializer reads the way back from an environment variable that only the
 * container of the AM has, and does not cover all paths. After it, what is not ours is cut off.
 */
public final class ProxyFilterInitializer extends AmFilterInitializer {
  /** Path of the application at the proxy. */
  static final String PROXY_BASE = "keeper.web.proxy.base";

  private String proxyBase;

  @Override
  public void initFilter(FilterContainer container, Configuration configuration) {
    proxyBase = configuration.get(PROXY_BASE);
    Everywhere everywhere = new Everywhere(container);
    super.initFilter(everywhere, configuration);
    everywhere.addGlobalFilter("own-pages", OwnPagesFilter.class.getName(), Map.of());
  }

  @Override
  protected String getApplicationWebProxyBase() {
    return proxyBase;
  }

  private record Everywhere(FilterContainer container) implements FilterContainer {
    @Override
    public void addFilter(String name, String classname, Map<String, String> parameters) {
      container.addGlobalFilter(name, classname, parameters);
    }

    @Override
    public void addGlobalFilter(String name, String classname, Map<String, String> parameters) {
      container.addGlobalFilter(name, classname, parameters);
    }
  }
}
