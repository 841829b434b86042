/**
 * The cart 购物车 as the core keeps it, and the acts on it, one after the other.
 *
 * Owns the queue: a scan that comes while another is under way waits for it, so lines stand in the
 * order of scanning. Leaves every figure to the core. Invariant: what is shown is the answer to
 * the last act, never a guess.
 */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { drop, useView } from "../../api/cache";
import { call } from "../../api/client";
import { asApiError, type ApiError } from "../../api/error";
import type { CartView } from "../../api/generated/CartView";
import { commandTable } from "../../api/generated/commands";
import type { PaidView } from "../../api/generated/PaidView";
import { play } from "../../keyboard/sound";

const KEY = ["till_view", {}] as const;

/** One act: given the cart as it stands when its turn comes, it asks the core for the next one. */
export type Step = (cart: CartView) => Promise<CartView>;

export interface Till {
  cart: CartView | undefined;
  /** Why the till cannot be shown at all. */
  closed: unknown;
  /** Why the last act was refused; gone after the next one. */
  refused: ApiError | null;
  act(step: Step): Promise<boolean>;
  /** Posts a sale or a return; the paid view holds the new cart. */
  post(step: (cart: CartView) => Promise<PaidView>): Promise<PaidView | undefined>;
  refuse(error: ApiError | null): void;
}

async function show(client: QueryClient, cart: CartView): Promise<void> {
  // A refetch that set out before this act would bring an older cart back.
  await client.cancelQueries({ queryKey: KEY });
  client.setQueryData(KEY, cart);
}

/** The cart of this till. */
export function useTill(): Till {
  const client = useQueryClient();
  const view = useView("till_view", {});
  const [refused, setRefused] = useState<ApiError | null>(null);
  const tail = useRef<Promise<unknown>>(Promise.resolve());

  function queue<T>(work: (cart: CartView) => Promise<T>): Promise<T | undefined> {
    const turn = tail.current.then(async () => {
      const cart = client.getQueryData<CartView>(KEY) ?? (await call("till_view", {}));
      try {
        const done = await work(cart);
        setRefused(null);
        return done;
      } catch (thrown) {
        play("refused");
        setRefused(asApiError(thrown));
        return undefined;
      }
    });
    tail.current = turn.catch(() => undefined);
    return turn;
  }

  return {
    cart: view.data,
    closed: view.data === undefined ? view.error : null,
    refused,
    refuse: setRefused,
    act: async (step) => {
      const done = await queue(async (cart) => {
        const next = await step(cart);
        await show(client, next);
        if (next.parked !== cart.parked) drop(client, ["cart"], "till_view");
        return true;
      });
      return done ?? false;
    },
    post: (step) =>
      queue(async (cart) => {
        const paid = await step(cart);
        await show(client, paid.cart);
        drop(client, commandTable.till_pay.tags, "till_view");
        return paid;
      }),
  };
}
