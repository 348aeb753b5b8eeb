import { type Mizan, MizanProvider } from "@mizan/react";
import { BrowserRouter, Route, Routes } from "react-router";
import { Footer } from "./layout/Footer";
import { Header } from "./layout/Header";
import { Part } from "./layout/Part";
import { ScrollReset } from "./layout/ScrollReset";
import { ArticlePage } from "./page/ArticlePage";
import { EditorPage } from "./page/EditorPage";
import { HomePage } from "./page/HomePage";
import { LoginPage } from "./page/LoginPage";
import { NotFoundPage } from "./page/NotFoundPage";
import { ProfilePage } from "./page/ProfilePage";
import { RegisterPage } from "./page/RegisterPage";
import { SettingsPage } from "./page/SettingsPage";

/**
 * The whole application.
 *
 * A click changes the page at once (`useTransitions={false}`): what loads shows its skeleton, and the feed, which
 * stays on the screen while another one loads, defers for itself (`feed/Feed.tsx`).
 */
export function App({ mizan }: { mizan: Mizan }) {
  return (
    <MizanProvider mizan={mizan}>
      <BrowserRouter useTransitions={false}>
        <ScrollReset />
        <Header />
        <main>
          <Part fallback={null}>
            <Routes>
              <Route path="/" element={<HomePage />} />
              <Route path="/tag/:tag" element={<HomePage />} />
              <Route path="/article/:slug" element={<ArticlePage />} />
              <Route path="/login" element={<LoginPage />} />
              <Route path="/register" element={<RegisterPage />} />
              <Route path="/settings" element={<SettingsPage />} />
              <Route path="/editor" element={<EditorPage />} />
              <Route path="/editor/:slug" element={<EditorPage />} />
              <Route path="/profile/:username" element={<ProfilePage list="written" />} />
              <Route
                path="/profile/:username/favorites"
                element={<ProfilePage list="favorited" />}
              />
              <Route path="*" element={<NotFoundPage />} />
            </Routes>
          </Part>
        </main>
        <Footer />
      </BrowserRouter>
    </MizanProvider>
  );
}
