/**
 * Answers kept 缓存: queries by command and input; acts drop what they touch.
 *
 * Owns when an answer is asked for again. Invariant: an old answer stays on the screen until the
 * new one is here; nothing blinks.
 */
import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { call, transport, type CommandName, type Input, type Output } from "./client";
import type { ApiError } from "./error";
import { asApiError } from "./error";
import { commandTable, type Tag } from "./generated/commands";

/** The store of answers. Notices say what is stale, so nothing goes stale by age alone. */
export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        placeholderData: keepPreviousData,
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** Asks again for every shown answer that depends on one of `tags`. */
export function drop(client: QueryClient, tags: readonly Tag[], except?: CommandName): void {
  void client.invalidateQueries({
    predicate: ({ queryKey }) => {
      const name = queryKey[0] as CommandName;
      if (name === except) return false;
      return commandTable[name].tags.some((tag) => tags.includes(tag));
    },
  });
}

/** A page's question and its answer, kept fresh by tags. */
export function useView<C extends CommandName>(
  name: C,
  input: Input<C>,
  options: { enabled?: boolean } = {},
): UseQueryResult<Output<C>> {
  return useQuery({
    queryKey: [name, input],
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
  });
}

/** A list that comes in pages: every page's answer has `next`, every question `after`. */
export function usePages<
  C extends
    | "stock_list"
    | "document_list"
    | "report"
    | "audit_list"
    | "serial_list"
    | "application_list"
    | "unapproved_list",
>(name: C, input: Input<C>, options: { enabled?: boolean } = {}) {
  return useInfiniteQuery({
    // Pages are kept in another shape than one answer to the same question.
    queryKey: [name, input, "pages"],
    queryFn: ({ pageParam }) => call(name, { ...input, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Output<C>) => page.next,
    enabled: options.enabled ?? true,
  });
}

/** An act. `run` gives the answer or nothing; the failure stays in `error` until the next run. */
export interface Act<C extends CommandName> {
  run(input: Input<C>): Promise<Output<C> | undefined>;
  error: ApiError | null;
  pending: boolean;
  forget(): void;
}

/** An act of the table; when it is done, what it touches is asked for again. */
export function useAct<C extends CommandName>(name: C): Act<C> {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (input: Input<C>) => call(name, input),
    onSuccess: () => drop(client, commandTable[name].tags),
  });
  const { mutateAsync, reset, error, isPending } = mutation;
  return {
    run: (input) => mutateAsync(input).catch(() => undefined),
    error: error === null ? null : asApiError(error),
    pending: isPending,
    forget: reset,
  };
}

/** Since when the stream of notices is down, for the "as of" mark; null while it is up. */
let downSince: number | null = null;
const watchers = new Set<() => void>();

/**
 * Follows the core's notices; each entry mounts it once. `own` names an answer that only acts of
 * this window change (the cart): they bring the new one themselves, so it is not asked again.
 */
export function useNotices(own?: CommandName, onSignedOut?: () => void): void {
  const client = useQueryClient();
  useEffect(
    () =>
      transport().on((notice) => {
        if (notice.kind === "touched") drop(client, notice.tags, own);
        if (notice.kind === "signed_out") onSignedOut?.();
        if (notice.kind === "link") {
          const wasDown = downSince !== null;
          downSince = notice.up ? null : (downSince ?? Date.now());
          // What was touched while nobody listened is unknown, so all is asked again.
          if (notice.up && wasDown) void client.invalidateQueries();
          for (const tell of watchers) tell();
        }
      }),
    [client, own, onSignedOut],
  );
}

/** Since when the link to the core is down, in Unix milliseconds; null while it is up. */
export function useLinkDown(): number | null {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => downSince,
  );
}
