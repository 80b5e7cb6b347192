import type { SectionProps } from "../admin/sections";
import { useNames } from "../log/useNames";
import { Failure, Loading } from "../ui/states";
import { DeliveryLog } from "./DeliveryLog";
import { DeliveryPage } from "./DeliveryPage";
import { administration } from "./place";

/** Deliveries is the log of what webhooks are sent, or one of its entries. */
export function Deliveries({ rest, query }: SectionProps) {
  const names = useNames();
  if (names.error) return <Failure message={names.error} onRetry={names.reload} />;
  if (!names.value) return <Loading what="the webhooks" />;
  if (/^\d{1,15}$/.test(rest))
    return <DeliveryPage key={rest} id={Number(rest)} names={names.value} place={administration} />;
  return <DeliveryLog names={names.value} query={query} place={administration} onChanged={names.reload} />;
}
