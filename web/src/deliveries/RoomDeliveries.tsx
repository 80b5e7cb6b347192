import { useRoomNames } from "../log/useNames";
import { useWorkspace } from "../state/workspace";
import { Failure, Loading, Page } from "../ui/states";
import { DeliveryLog } from "./DeliveryLog";
import { DeliveryPage } from "./DeliveryPage";
import { placeOf } from "./place";

interface Props {
  roomId: number;
  /** The one that is looked at, or null for all. */
  delivery: number | null;
  query: string;
}

/** RoomDeliveries is the log of what a room's own webhooks are sent, or one of its entries, for who looks after the room. */
export function RoomDeliveries({ roomId, delivery, query }: Props) {
  const { may } = useWorkspace();
  const place = placeOf(roomId, may.value.manage_integrations);
  const names = useRoomNames(roomId, place.manages);
  const room = names.value?.rooms.get(roomId);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Page
        title={room ? `Deliveries of ${room.name}` : "Deliveries"}
        back={delivery === null ? `/rooms/tokens/${roomId}` : place.path}
      >
        {!place.manages && (
          <p class="notice">Managing integrations is for administrators of the group here.</p>
        )}
        {names.error && <Failure message={names.error} onRetry={names.reload} />}
        {!names.value && !names.error && <Loading what="the webhooks" />}
        {names.value &&
          (delivery === null ? (
            <DeliveryLog
              names={names.value}
              query={new URLSearchParams(query)}
              place={place}
              onChanged={names.reload}
            />
          ) : (
            <DeliveryPage key={delivery} id={delivery} names={names.value} place={place} />
          ))}
      </Page>
    </main>
  );
}
