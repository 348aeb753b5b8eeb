import { useState } from "react";

/** The picture of a user without one, or whose own cannot be loaded. */
const DEFAULT_IMAGE = "/default-avatar.svg";

/** A user's picture. It says nothing that the name beside it does not, so it has no text. */
export function Avatar({ image, className }: { image: string | null; className: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  const src = image && image !== broken ? image : DEFAULT_IMAGE;
  return <img className={className} src={src} alt="" onError={() => setBroken(image)} />;
}
