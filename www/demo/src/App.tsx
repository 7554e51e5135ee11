import { useState } from "react";
import { connect, type Target, targetFromPage, targetToPage } from "./connection";
import { Dashboard } from "./Dashboard";
import { SitePanel } from "./panels/SitePanel";
import { Header } from "./ui/Header";

const first = connect(targetFromPage());

export function App() {
  const [connection, setConnection] = useState(first);

  function reconnect(target: Target) {
    connection.client?.close();
    targetToPage(target);
    setConnection(connect(target));
  }

  return (
    <>
      <Header site={connection.site} />
      <main>
        {connection.client && (
          <Dashboard key={connection.id} client={connection.client} target={connection} />
        )}
        <SitePanel connection={connection} onConnect={reconnect} />
      </main>
    </>
  );
}
