const cloudHost = /(^|\.)(inngest\.com|inn\.gs)\.?$/i;

/** Whether a host is Inngest's own, which nothing reaches while functions run here; also as a name that ends in the root's dot. */
export const isCloudHost = (name: string | undefined): boolean => name !== undefined && cloudHost.test(name);
