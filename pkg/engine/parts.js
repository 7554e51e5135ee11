/**
 * How the parts are loaded that only the engine needs: pkg/front/parts.js has the others.
 *
 * @satisfies {import("../front/types.d.ts").PartLoaders}
 */
export const parts = {
  authorize: () => import("../features/authorize.js"),
  credentials: () => import("../features/credentials/index.js"),
  doctor: () => import("../features/doctor/index.js"),
  lease: () => import("../features/lease.js"),
  record: () => import("../features/record/index.js"),
  vault: () => import("../features/vault.js"),
  way: () => import("../features/way.js"),
};
