export default function RunPage() {
  return (
    <main>
      <h1>A run</h1>
    </main>
  );
}
