import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { currentLocale } from "@/lib/web/i18n";
import { messagesForPages } from "@/lib/messages";
import { Providers } from "@/components/providers";
import { Toasts } from "@/components/ui/toast";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Projekter", template: "%s – Projekter" },
  icons: { icon: { url: "/icon.svg", type: "image/svg+xml" } },
  robots: { index: false },
  // Browsers would take numbers of cases and metering points for telephone numbers.
  formatDetection: { telephone: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#161e21" },
  ],
};

export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const locale = await currentLocale();
  const theme = (await cookies()).get("theme")?.value;
  return (
    <html lang={locale} data-theme={theme === "light" || theme === "dark" ? theme : undefined}>
      <body className="font-sans antialiased">
        <NextIntlClientProvider messages={messagesForPages(locale)}>
          <Providers locale={locale}>
            {children}
            <Toasts />
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
