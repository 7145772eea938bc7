import NotFound from "./(app)/not-found";

export { generateMetadata } from "./(app)/not-found";

export default function RootNotFound() {
  return (
    <main id="content">
      <NotFound />
    </main>
  );
}
