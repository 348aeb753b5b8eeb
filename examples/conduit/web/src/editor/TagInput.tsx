import { type KeyboardEvent, useId } from "react";
import { withTag } from "./tags";

interface TagInputProps {
  tags: string[];
  /** What is typed and not a tag yet. */
  typed: string;
  onChange: (tags: string[], typed: string) => void;
}

/** An article's tags: Enter adds what is typed, × takes one away. */
export function TagInput({ tags, typed, onChange }: TagInputProps) {
  const id = useId();

  function add(event: KeyboardEvent) {
    // Enter that picks a word of an input method is no Enter of the form.
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onChange(withTag(tags, typed), "");
  }

  return (
    <div className="form-group">
      <label htmlFor={id}>Tags</label>
      <input
        id={id}
        className="form-control"
        type="text"
        autoComplete="off"
        placeholder="Enter tags"
        value={typed}
        onChange={(event) => onChange(tags, event.currentTarget.value)}
        onKeyDown={add}
      />
      {tags.length > 0 && (
        <ul className="tag-list">
          {tags.map((tag) => (
            <li key={tag} className="tag-default tag-pill">
              <button
                type="button"
                className="tag-remove"
                aria-label={`Remove ${tag}`}
                onClick={() =>
                  onChange(
                    tags.filter((other) => other !== tag),
                    typed,
                  )
                }
              >
                <i className="ion-close-round" aria-hidden="true" />
              </button>
              {tag}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
