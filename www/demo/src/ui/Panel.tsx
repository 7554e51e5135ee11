import { type ReactNode, useId } from "react";

interface PanelProps {
  title: string;
  /** Next to the title: a button, a count. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A card that assistive technology knows as a region with the card's title. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
