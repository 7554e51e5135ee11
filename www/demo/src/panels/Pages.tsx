interface PagesProps {
  page: number;
  totalPages: number | null;
  onShow: (page: number) => void;
}

/** Buttons for the other pages of a list, if there are any. */
export function Pages({ page, totalPages, onShow }: PagesProps) {
  if (totalPages === null || totalPages < 2) return null;
  const isFirst = page <= 1;
  const isLast = page >= totalPages;
  // Not `disabled`: a button that has the focus would lose it on the last page.
  return (
    <nav className="pages" aria-label="Pages of posts">
      <button
        type="button"
        className="small"
        aria-disabled={isFirst}
        onClick={() => isFirst || onShow(page - 1)}
      >
        Previous
      </button>
      <span className="quiet" role="status">
        Page {page} of {totalPages}
      </span>
      <button
        type="button"
        className="small"
        aria-disabled={isLast}
        onClick={() => isLast || onShow(page + 1)}
      >
        Next
      </button>
    </nav>
  );
}
