export default function About() { return <main>a static page</main>; }
