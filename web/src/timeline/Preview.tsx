import type { LinkPreview } from "../api/types";

/** Preview is what is to be seen at a link: the picture, or what the page says about itself. */
export function Preview({ link }: { link: LinkPreview }) {
  const outside = { href: link.url, target: "_blank", rel: "noopener noreferrer nofollow" } as const;
  if (link.type === "image" && link.image_url) {
    return (
      <a class="preview-picture" {...outside}>
        <Picture src={link.image_url} alt={link.title || "Picture at the link"} />
      </a>
    );
  }
  return (
    <div class="preview">
      <div class="preview-words">
        <p class="preview-site">
          {link.icon_url && <Picture src={link.icon_url} alt="" />}
          <span dir="auto">{[hostOf(link.url), link.author].filter(Boolean).join(" · ")}</span>
        </p>
        <a dir="auto" class="preview-title" {...outside}>
          {link.title || link.url}
        </a>
        {link.description && (
          <p dir="auto" class="preview-description">
            {link.description}
          </p>
        )}
      </div>
      {link.image_url && (
        <a class={`preview-thumb preview-${link.type}`} tabIndex={-1} aria-hidden="true" {...outside}>
          <Picture src={link.image_url} alt="" />
        </a>
      )}
    </div>
  );
}

/** Picture is one from elsewhere, which is not told who looks at it. One that does not come leaves nothing behind. */
function Picture({ src, alt }: { src: string; alt: string }) {
  return (
    <img
      src={src}
      alt={alt}
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={(e) => {
        if (alt === "") e.currentTarget.hidden = true;
      }}
    />
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : "";
}
