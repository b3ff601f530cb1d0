export default function ExercisePage({ id }: { readonly id: string }) {
  return (
    <main>
      <h1>{id}</h1>
    </main>
  );
}
