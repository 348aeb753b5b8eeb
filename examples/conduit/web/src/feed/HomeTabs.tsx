import { useCurrentUser } from "../mizan";
import { type FeedTab, FeedTabs } from "./FeedTabs";

interface HomeTabsProps {
  /** Whether what the reader follows is shown. */
  following: boolean;
  /** The tag whose articles are shown. */
  tag: string | undefined;
}

/** The lists of the home page: the reader's own when there is one, everyone's, and that of a tag. */
export function HomeTabs({ following, tag }: HomeTabsProps) {
  const reader = useCurrentUser();
  const tabs: FeedTab[] = [
    { name: "Global Feed", to: "/", active: !following && tag === undefined },
  ];
  if (reader) tabs.unshift({ name: "Your Feed", to: "/?feed=following", active: following });
  if (tag !== undefined) {
    tabs.push({ name: tag, to: `/tag/${encodeURIComponent(tag)}`, active: true });
  }
  return <FeedTabs tabs={tabs} />;
}
